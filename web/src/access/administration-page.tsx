import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { listEditions, listUnits } from '../api/administration.ts'
import { usePeriod } from '../edition/editions-page.tsx'
import { Page } from '../frame/page.tsx'
import { Answer, Empty } from '../frame/states.tsx'
import { TableHead } from '../frame/table-head.tsx'
import { UnitTags } from '../frame/unit-tags.tsx'
import { EditionForm, UnitForm } from './administration-forms.tsx'
import { useMay } from './me.ts'
import { PersonsPart } from './persons-part.tsx'

/** Units, persons, one-time links and editions; no case content. */
export function AdministrationPage(): ReactNode {
  const { t } = useTranslation('administration')
  const [tab, setTab] = useState('persons')
  return (
    <Page title={t('title')} lead={<p>{t('lead')}</p>}>
      <Tabs className="tabs" selectedKey={tab} onSelectionChange={(key) => setTab(String(key))}>
        <TabList className="tab-list" aria-label={t('title')}>
          <Tab id="persons">{t('persons')}</Tab>
          <Tab id="units">{t('units')}</Tab>
          <Tab id="editions">{t('editions')}</Tab>
        </TabList>
        <TabPanel id="persons">
          <PersonsPart />
        </TabPanel>
        <TabPanel id="units">
          <UnitsPart />
        </TabPanel>
        <TabPanel id="editions">
          <EditionsPart />
        </TabPanel>
      </Tabs>
    </Page>
  )
}

function UnitsPart(): ReactNode {
  const { t } = useTranslation('administration')
  const may = useMay()
  const units = useQuery({ queryKey: ['units'], queryFn: ({ signal }) => listUnits(signal) })
  return (
    <div className="list-and-form">
      <Answer query={units} what={t('units')}>
        {(data) =>
          data.units.length === 0 ? (
            <Empty title={t('noUnits')} />
          ) : (
            <table className="table">
              <TableHead
                caption={t('units')}
                columns={[t('code'), t('name'), t('country'), t('kind'), t('contact')]}
              />
              <tbody>
                {data.units.map((unit) => (
                  <tr key={unit.code}>
                    <th scope="row">{unit.code}</th>
                    <td>{unit.name}</td>
                    <td>{unit.country ?? '–'}</td>
                    <td>{unit.kind ?? '–'}</td>
                    <td>{unit.contact ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
      {may('unit.create') ? <UnitForm /> : null}
    </div>
  )
}

function EditionsPart(): ReactNode {
  const { t } = useTranslation('administration')
  const may = useMay()
  const period = usePeriod()
  const editions = useQuery({ queryKey: ['editions'], queryFn: ({ signal }) => listEditions(signal) })
  return (
    <div className="list-and-form">
      <Answer query={editions} what={t('editions')}>
        {(data) =>
          data.editions.length === 0 ? (
            <Empty title={t('noEditions')} />
          ) : (
            <table className="table">
              <TableHead caption={t('editions')} columns={[t('code'), t('name'), t('period'), t('units')]} />
              <tbody>
                {data.editions.map((edition) => (
                  <tr key={edition.code}>
                    <th scope="row">{edition.code}</th>
                    <td>{edition.name}</td>
                    <td>{period(edition)}</td>
                    <td className="units">
                      <UnitTags units={edition.units} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
      {may('edition.create') ? <EditionForm /> : null}
    </div>
  )
}
